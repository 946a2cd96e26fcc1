# What Jekyll itself makes of each post, as JSON beside its pages.
require "json"

Jekyll::Hooks.register :site, :post_write do |site|
  documents = site.collections.values.flat_map(&:docs).map do |document|
    {
      "path" => document.relative_path,
      "title" => document.data["title"].to_s,
      "date" => document.date.iso8601,
      "tags" => document.data["tags"].to_a.map(&:to_s),
      "categories" => document.data["categories"].to_a.map(&:to_s),
      "url" => document.url,
      "excerpt" => document.data["excerpt"].is_a?(String) ? document.data["excerpt"] : nil,
      "html" => document.output,
    }
  end
  File.write(ENV.fetch("DUMP"), JSON.generate(documents))
end
