// What Datasette's table.js asks for before it offers facets in a column's menu.
var DATASETTE_ALLOW_FACET = document.currentScript.dataset.allowFacet === "true";
