# What Jekyll itself makes of each post, as JSON beside its pages.
require "json"

# The tag of the plugin jekyll-gist, which is not there.
class Gist < Liquid::Tag
  def initialize(tag_name, text, tokens)
    super
    @id = text.split.first
  end

  def render(_context)
    "<script src=\"https://gist.github.com/#{@id}.js\"></script>"
  end
end
Liquid::Template.register_tag("gist", Gist)

Jekyll::Hooks.register :site, :post_write do |site|
  documents = site.collections.values.flat_map(&:docs).map do |document|
    excerpt = document.data["excerpt"]
    {
      "path" => document.relative_path,
      "collection" => document.collection.label,
      "title" => document.data["title"].to_s,
      "date" => document.date.iso8601,
      "tags" => document.data["tags"].to_a.map(&:to_s),
      "categories" => document.data["categories"].to_a.map(&:to_s),
      "url" => document.url,
      "excerpt" => excerpt.is_a?(String) ? excerpt : nil,
      "description" => (document.data["summary"] || document.data["description"]).to_s,
      "summary" => excerpt.to_s,
      "html" => document.output,
    }
  end
  File.write(ENV.fetch("DUMP"), JSON.generate(documents))
end
