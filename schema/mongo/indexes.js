// SPDX-License-Identifier: MIT
// The one index that is not there by itself: a deck's cards in the order of their _id. `rows` needs none: every query is a
// range of _id.
// Run as an administrator of the database:  mongosh "$MONGODB_URI" schema/mongo/indexes.js
// == index cards
db.cards.createIndex({deck: 1, _id: 1});
