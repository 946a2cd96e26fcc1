// The SQL editor of Datasette's pages: CodeMirror on the text box, and a button that formats.
(() => {
  const box = document.querySelector("textarea#sql-editor");
  const shown = document.querySelector("pre#sql-query");
  const button = document.querySelector("button#sql-format");
  if (box) {
    const height = box.offsetHeight;
    const editor = CodeMirror.fromTextArea(box, {
      lineNumbers: true,
      lineWrapping: true,
      mode: "text/x-sql",
    });
    // As high as the text box was, so that nothing below it moves.
    editor.setSize(null, height);
    // Tab leaves the editor, as it leaves every other field.
    editor.setOption("extraKeys", { "Shift-Enter": () => box.form.submit(), Tab: false });
    editor.getInputField().setAttribute("aria-label", "SQL");
    if (button) {
      button.disabled = false;
      button.addEventListener("click", () => editor.setValue(sqlFormatter.format(editor.getValue())));
    }
  } else if (shown && button) {
    const formatted = sqlFormatter.format(shown.textContent);
    button.disabled = formatted === shown.textContent;
    button.addEventListener("click", () => { shown.textContent = formatted; });
  }
})();
