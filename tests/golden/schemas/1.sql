CREATE TABLE "loads" (
   "id" INTEGER PRIMARY KEY,
   "started" TEXT,
   "source" TEXT,
   "revision" TEXT,
   "version" TEXT,
   "options" TEXT,
   "added" INTEGER,
   "changed" INTEGER,
   "unchanged" INTEGER,
   "removed" INTEGER,
   "duplicates" INTEGER,
   "repaired" INTEGER,
   "rejected" INTEGER,
   "ignored" INTEGER
);
CREATE TABLE "sources" (
   "id" INTEGER PRIMARY KEY,
   "name" TEXT NOT NULL,
   "slug" TEXT NOT NULL
);
CREATE TABLE "tags" (
   "id" INTEGER PRIMARY KEY,
   "name" TEXT NOT NULL
);
CREATE TABLE "categories" (
   "id" INTEGER PRIMARY KEY,
   "name" TEXT NOT NULL
);
CREATE TABLE "securities" (
   "code" TEXT PRIMARY KEY,
   "name" TEXT NOT NULL,
   "kind" TEXT NOT NULL,
   "market" TEXT NOT NULL,
   "url" TEXT,
   "posts" INTEGER NOT NULL DEFAULT 0,
   "mentions" INTEGER NOT NULL DEFAULT 0,
   "first_seen" TEXT,
   "last_seen" TEXT
);
CREATE TABLE "posts" (
   "id" INTEGER PRIMARY KEY,
   "slug" TEXT NOT NULL,
   "title" TEXT NOT NULL,
   "published" TEXT,
   "date" TEXT,
   "source_id" INTEGER REFERENCES "sources"("id"),
   "url" TEXT,
   "summary" TEXT NOT NULL,
   "characters" INTEGER NOT NULL,
   "path" TEXT NOT NULL,
   "sha256" TEXT NOT NULL,
   "load_id" INTEGER REFERENCES "loads"("id"),
   "body" TEXT NOT NULL
);
CREATE TABLE "post_tags" (
   "post_id" INTEGER REFERENCES "posts"("id"),
   "tag_id" INTEGER REFERENCES "tags"("id"),
   PRIMARY KEY ("post_id", "tag_id")
);
CREATE TABLE "post_categories" (
   "post_id" INTEGER REFERENCES "posts"("id"),
   "category_id" INTEGER REFERENCES "categories"("id"),
   PRIMARY KEY ("post_id", "category_id")
);
CREATE TABLE "post_securities" (
   "post_id" INTEGER REFERENCES "posts"("id"),
   "code" TEXT REFERENCES "securities"("code"),
   "name" TEXT NOT NULL,
   "mentions" INTEGER NOT NULL,
   "in_title" INTEGER NOT NULL,
   "url" TEXT,
   PRIMARY KEY ("post_id", "code")
);
CREATE TABLE "security_names" (
   "code" TEXT REFERENCES "securities"("code"),
   "name" TEXT,
   "initials" TEXT NOT NULL,
   "first_seen" TEXT,
   "last_seen" TEXT,
   "posts" INTEGER NOT NULL,
   PRIMARY KEY ("code", "name")
);
CREATE TABLE "security_months" (
   "code" TEXT REFERENCES "securities"("code"),
   "month" TEXT,
   "posts" INTEGER NOT NULL,
   "mentions" INTEGER NOT NULL,
   PRIMARY KEY ("code", "month")
);
CREATE TABLE "images" (
   "post_id" INTEGER REFERENCES "posts"("id"),
   "position" INTEGER,
   "url" TEXT NOT NULL,
   "alt" TEXT NOT NULL,
   PRIMARY KEY ("post_id", "position")
);
CREATE TABLE "files" (
   "id" INTEGER PRIMARY KEY,
   "source" TEXT NOT NULL,
   "path" TEXT NOT NULL,
   "slug" TEXT NOT NULL,
   "sha256" TEXT,
   "bytes" INTEGER,
   "load_id" INTEGER REFERENCES "loads"("id"),
   "post_id" INTEGER REFERENCES "posts"("id"),
   "status" TEXT NOT NULL
);
CREATE TABLE "problems" (
   "id" INTEGER PRIMARY KEY,
   "file_id" INTEGER NOT NULL REFERENCES "files"("id"),
   "path" TEXT NOT NULL,
   "line" INTEGER,
   "kind" TEXT NOT NULL,
   "detail" TEXT NOT NULL,
   "raw" BLOB
);
CREATE VIRTUAL TABLE posts_fts using fts5(
  body, title, summary, content='', tokenize="unicode61 remove_diacritics 0 categories 'L* M* N* P* S* Cf Cn Co'"
);
CREATE UNIQUE INDEX "idx_posts_slug"
    ON "posts" ("slug");
CREATE UNIQUE INDEX "idx_sources_name"
    ON "sources" ("name");
CREATE UNIQUE INDEX "idx_tags_name"
    ON "tags" ("name");
CREATE UNIQUE INDEX "idx_categories_name"
    ON "categories" ("name");
CREATE UNIQUE INDEX "idx_files_source_path"
    ON "files" ("source", "path");
CREATE INDEX "idx_posts_published"
    ON "posts" ("published");
CREATE INDEX "idx_posts_date"
    ON "posts" ("date");
CREATE INDEX "idx_posts_source_id_published"
    ON "posts" ("source_id", "published");
CREATE INDEX "idx_posts_load_id"
    ON "posts" ("load_id");
CREATE INDEX "idx_post_tags_tag_id"
    ON "post_tags" ("tag_id");
CREATE INDEX "idx_post_categories_category_id"
    ON "post_categories" ("category_id");
CREATE INDEX "idx_post_securities_code"
    ON "post_securities" ("code");
CREATE INDEX "idx_security_months_month"
    ON "security_months" ("month");
CREATE INDEX "idx_files_slug"
    ON "files" ("slug");
CREATE INDEX "idx_files_post_id"
    ON "files" ("post_id");
CREATE INDEX "idx_files_load_id"
    ON "files" ("load_id");
CREATE INDEX "idx_problems_file_id"
    ON "problems" ("file_id");
CREATE INDEX "idx_problems_kind"
    ON "problems" ("kind");
CREATE VIEW "articles" AS select
  posts.id, posts.slug, posts.title, posts.published, posts.date,
  sources.name as source, posts.url, posts.summary,
  (select json_group_array(name) from (
     select tags.name from post_tags join tags on tags.id = post_tags.tag_id
     where post_tags.post_id = posts.id order by tags.name)) as tags,
  (select json_group_array(name) from (
     select categories.name from post_categories
     join categories on categories.id = post_categories.category_id
     where post_categories.post_id = posts.id order by categories.name)) as categories,
  (select json_group_array(code) from (
     select code from post_securities
     where post_securities.post_id = posts.id order by mentions desc, code)) as securities,
  posts.characters, posts.body
from posts left join sources on sources.id = posts.source_id;
pragma user_version = 1;
