CREATE TABLE profiles (id INTEGER PRIMARY KEY, name TEXT);
INSERT INTO profiles VALUES (1, 'default'), (2, 'office'), (3, 'attic');
CREATE TABLE http_routers (id TEXT, profile_id INTEGER, name TEXT, config TEXT, enabled BOOLEAN);
CREATE TABLE http_services (id TEXT, profile_id INTEGER, name TEXT, config TEXT, enabled BOOLEAN);
CREATE TABLE http_middlewares (id TEXT, profile_id INTEGER, name TEXT, config TEXT, enabled BOOLEAN);
INSERT INTO http_routers VALUES
    ('1', 1, 'grafana', '{"rule":"Host(`graphs.example.com`)","service":"grafana","middlewares":["secure-headers"]}', FALSE),
    ('2', 1, 'office', '{"rule":"Host(`office.example.com`)","service":"office"}', TRUE),
    ('3', 1, 'old-shop', '{"rule":"Host(`shop.example.com`)","service":"office"}', FALSE),
    ('4', 2, 'desk', '{"rule":"Host(`desk.example.com`)","service":"desk"}', TRUE);
INSERT INTO http_services VALUES
    ('1', 1, 'office', '{"loadBalancer":{"servers":[{"url":"http://10.0.0.50:8080"}]}}', TRUE),
    ('2', 1, 'grafana', '{"loadBalancer":{"servers":[{"url":"http://10.0.0.14:3000"}]}}', TRUE),
    ('3', 2, 'desk', '{"loadBalancer":{"servers":[{"url":"http://10.2.0.12"}]}}', TRUE);
INSERT INTO http_middlewares VALUES
    ('1', 1, 'office-only', '{"ipAllowList":{"sourceRange":["10.0.0.0/24"]}}', TRUE);
