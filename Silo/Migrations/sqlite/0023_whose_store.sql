CREATE TABLE cluster_of_store (
  only_row   INTEGER NOT NULL PRIMARY KEY,
  cluster_id TEXT    NOT NULL -- Clustering:ClusterId of the silos that work here
) STRICT;

CREATE TABLE event_key (
  only_row INTEGER NOT NULL PRIMARY KEY,
  secret   BLOB    NOT NULL -- by which silos know their own messages of the topic; made by the first that needs it
) STRICT;
