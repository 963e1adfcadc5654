CREATE TABLE profiles (id INTEGER PRIMARY KEY, name TEXT);
INSERT INTO profiles VALUES (2, 'twin'), (3, 'twin');
CREATE TABLE http_routers (id TEXT, profile_id INTEGER, name TEXT, config TEXT, enabled BOOLEAN);
INSERT INTO http_routers VALUES
    ('1', 2, 'first', '{"rule":"Host(`first.example.com`)","service":"grafana"}', TRUE),
    ('2', 3, 'second', '{"rule":"Host(`second.example.com`)","service":"grafana"}', TRUE);
