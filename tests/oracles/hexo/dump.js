// Writes what Hexo makes of the posts of a site (its directory is the argument) to the file DUMP.
const Hexo = require("hexo");
const hexo = new Hexo(process.argv[2], { silent: true });
const names = (each) => (each ? each.map((one) => one.name) : []);
hexo
  .init()
  .then(() => hexo.load())
  .then(() => {
    const posts = hexo.locals.get("posts").map((post) => ({
      path: "source/" + post.source,
      title: post.title,
      date: post.date.toISOString(),
      updated: post.updated ? post.updated.toISOString() : "",
      tags: names(post.tags),
      categories: names(post.categories),
      url: "/" + post.path.replace(/^\//, ""),
      summary: post.excerpt || "",
      html: post.content,
    }));
    require("fs").writeFileSync(process.env.DUMP, JSON.stringify(posts));
  })
  .catch((error) => {
    console.error(error);
    process.exit(1);
  });
