"""The dataset described for programs: schema.org, Croissant, Data Package, OpenAPI, sitemap."""
