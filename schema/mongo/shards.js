// SPDX-License-Identifier: MIT
// A sharded cluster: ranges of _id, which begin with the learner, so that every query and insert of a learner goes to one
// shard and a place is unique over all of them; cards by deck. `decks` stays whole: it is small.
// Run on a mongos as clusterAdmin:  mongosh "$MONGODB_URI" schema/mongo/shards.js
// == shard rows
sh.enableSharding(db.getName());
sh.shardCollection(db.getName() + ".rows", {_id: 1});
// == shard cards
sh.enableSharding(db.getName());
db.cards.createIndex({deck: 1, _id: 1});
sh.shardCollection(db.getName() + ".cards", {deck: 1, _id: 1});
