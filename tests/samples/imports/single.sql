CREATE TABLE profiles (id INTEGER PRIMARY KEY, name TEXT);
INSERT INTO profiles VALUES (1, 'default');
CREATE TABLE http_routers (id TEXT, profile_id INTEGER, name TEXT, config TEXT, enabled BOOLEAN);
CREATE TABLE http_services (id TEXT, profile_id INTEGER, name TEXT, config TEXT, enabled BOOLEAN);
INSERT INTO http_routers VALUES
    ('1', 1, 'backup-page', '{"rule":"Host(`backup.example.com`)","service":"office"}', FALSE);
INSERT INTO http_services VALUES
    ('1', 1, 'office', '{"loadBalancer":{"servers":[{"url":"http://10.0.0.50:8080"}]}}', TRUE);
