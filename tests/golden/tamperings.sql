-- Each line, alone, is something that `newsdb check` must detect in the sample database.
drop view articles
drop table images
drop index idx_posts_slug
create trigger t after insert on posts begin select 1; end
update posts set url = 'http://other.example/' where id = 5
update posts set source_id = null where id = 5
update posts set path = 'x' where id = 5
update posts set characters = 0 where id = 5
delete from post_tags where post_id = 5
delete from images where post_id = (select min(post_id) from images)
update images set url = 'http://other.example/'
update tags set name = 'x' where id = 1
update sources set name = 'x' where id = 1
update securities set name = 'x'
update files set bytes = 1 where id = 5
update posts set title = x'ff00' where id = 5
update posts set title = title || '!' where id = 5
update posts set title = '' where id = 5
update posts set body = body || ' ' where id = 5
update posts set body = replace(body, '。', '．') where id = 5
update posts set body = (select body from posts where id = 6) where id = 5
update posts set summary = 'x' where id = 5
update posts set summary = upper(summary) || ' ' where id = 5
update posts set published = null where id = 5
update posts set published = replace(published, '+08:00', '+09:00') where id = 5
update posts set published_utc = null where id = 5
update posts set published_utc = '2022-01-01T00:00:00Z' where id = 5
update posts set date = '2022-01-01' where id = 5
update posts set slug = 'x' where id = 5
update posts set slug = slug || '-' where id = 5
update posts set sha256 = 'x' where id = 5
update posts set load_id = null where id = 5
update posts set digest = null where id = 5
update posts set digest = 'x' where id = 5
update posts set id = 1000 where id = 5
update posts set url = null where id = 5
update posts set url = url || '?' where id = 5
update posts set source_id = (select max(id) from sources) where id = 5
update posts set characters = characters + 1 where id = 5
update posts set characters = 'x' where id = 5
update posts set updated = '2022-01-01T00:00:00+08:00' where id = 5
update posts set lang = 'en' where id = 5
update posts set permalink = '/x' where id = 5
update posts set image = '/x.png' where id = 5
update posts set front_matter = '{}' where id = 5
delete from posts where id = 5
delete from posts
insert into posts (slug, title, summary, characters, path, sha256, body) values ('x', 'x', '', 0, '', '', '')
update posts set title = (case id when 5 then (select title from posts where id = 6) else title end)
insert into post_tags (post_id, tag_id) select 5, max(id) from tags
update post_tags set tag_id = (select max(id) from tags) where rowid = 1
delete from post_tags
delete from post_categories where post_id = 5
insert or ignore into post_categories select 5, max(id) from categories
update post_securities set mentions = mentions + 1 where rowid = 1
update post_securities set in_title = 1 - in_title where rowid = 1
update post_securities set name = 'x' where rowid = 1
update post_securities set url = 'http://other.example/' where rowid = 1
delete from post_securities where rowid = 1
update post_securities set code = 'BK0000' where rowid = 1
insert into authors (name) values ('x')
insert into post_authors select 5, 1, 1
insert into redirects (post_id, path) values (5, '/x')
update post_texts set text = text || '句' where rowid = (select min(rowid) from post_texts)
delete from post_texts where rowid = (select min(rowid) from post_texts)
insert into post_texts (post_id, text) select min(id), 'x' from posts where id not in (select post_id from post_texts)
update images set alt = 'x' where rowid = 1
update images set position = position + 1
insert into images (post_id, position, url, alt) values (5, 99, 'x', '')
update images set post_id = 5 where rowid = 1
delete from tags where id = 1
update categories set name = 'x' where id = 1
update categories set name = lower(name) || ' ' where id = 1
delete from sources where id = 1
update sources set slug = 'x' where id = 1
insert into sources (name, slug) values ('x', 'x')
update securities set kind = 'fund' where rowid = 1
update securities set market = 'x' where rowid = 1
update securities set url = 'http://other.example/' where rowid = 1
update securities set first_seen = null where rowid = 1
update securities set posts = posts + 1 where rowid = 1
delete from securities where rowid = 1
update security_names set initials = 'x' where rowid = 1
delete from security_names where rowid = 1
update security_months set mentions = 0 where rowid = 1
insert into security_months (code, month, posts, mentions) select code, '1999-01', 1, 1 from securities limit 1
update files set sha256 = 'x' where id = 5
update files set status = 'duplicate' where id = 5
update files set path = 'x' where id = 5
update files set source = 'x'
update files set slug = 'x' where id = 5
update files set post_id = 6 where id = 5
delete from files where id = 5
delete from files where status = 'duplicate'
update problems set raw = null
update problems set detail = 'x' where id = 1
update problems set line = 7 where id = 1
delete from problems where id = 1
update loads set version = 'x'
update loads set added = 7
update loads set options = '{}'
update loads set digests = null
update loads set digests = 'x'
insert into loads (started, source) values ('2030-01-01T00:00:00+00:00', 'x')
delete from loads
drop index idx_posts_published
create index more on posts (url)
alter table posts add column more text
alter table sources rename column slug to more
create table notes (text)
create view more as select 1
drop table posts_fts
insert into posts_fts (posts_fts, rowid, title, summary, body) select 'delete', id, title, summary, body from posts where id = 5
insert into posts_fts (rowid, body) values (1000, 'x')
insert into posts_fts (posts_fts) values ('delete-all')
delete from posts_fts_docsize where id = 5
delete from posts_fts_data where id > 10
delete from posts_fts_idx
update posts_fts_data set block = zeroblob(length(block)) where id = (select max(id) from posts_fts_data)
update posts_fts_data set block = cast(substr(block, 1, length(block) - 1) || x'07' as blob) where id = (select max(id) from posts_fts_data)
delete from file_contents where file_id = (select max(file_id) from file_contents)
update file_contents set form = 'entry' where file_id = (select max(file_id) from file_contents)
update file_contents set content = zeroblob(length(content)) where file_id = (select max(file_id) from file_contents)
update file_contents set content = (select content from file_contents order by file_id limit 1) where file_id = (select max(file_id) from file_contents)
delete from compression_dictionaries
