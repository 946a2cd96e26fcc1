# What Jekyll itself makes of each post, as JSON beside its pages.
require "json"

# As in Liquid 4, which most plugins were written for, tags may return something else than text.
class Liquid::Tag
  def render_to_output_buffer(context, output)
    result = render(context)
    output << (result.is_a?(Array) ? result.join : result.to_s)
  end
end

# The site's own tags and filters; what else plugins do is not about posts, and often needs a gem.
own = Liquid::Template.tags.map(&:first)
plugins = ENV["PLUGINS"] ? Dir[File.join(ENV["PLUGINS"], "**", "*.rb")] : []
plugins.sort.each do |plugin|
  next unless File.read(plugin).match?(/register_(tag|filter)\b/)
  begin
    require plugin
  rescue LoadError
    warn "#{plugin} needs a gem that is not installed"
  end
end

# Of those tags newsdb knows nothing: one with an end prints what is between, others nothing.
class Unknown < Liquid::Tag
  def render(_context)
    ""
  end
end
(Liquid::Template.tags.map(&:first) - own).each do |name|
  block = Liquid::Template.tags[name] <= Liquid::Block
  Liquid::Template.register_tag(name, block ? Class.new(Liquid::Block) : Unknown)
end

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
      # A document of a collection without a date has the time of the build.
      "date" => document.date == site.time ? nil : document.date.iso8601,
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
