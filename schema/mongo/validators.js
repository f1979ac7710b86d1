// SPDX-License-Identifier: MIT
// What the server itself refuses. `rows`: a document without a place; anything else in it is cairn's to judge, because
// rows of newer versions and quarantined ones have to pass. `decks` and `cards`: what a hand easily gets wrong.
// Run as an administrator of the database:  mongosh "$MONGODB_URI" schema/mongo/validators.js
// == validator rows
if (!db.getCollectionInfos({name: "rows"}).length) db.createCollection("rows");
db.runCommand({collMod: "rows", validationLevel: "moderate", validationAction: "error", validator: {$jsonSchema: {
	bsonType: "object", required: ["_id"],
	properties: {_id: {bsonType: "string", pattern: "^[a-z0-9-]{1,32}/([0-9a-v]{13}/[0-9a-v]{7}|~erased)$"}}}}});
// == validator decks
if (!db.getCollectionInfos({name: "decks"}).length) db.createCollection("decks");
db.runCommand({collMod: "decks", validationLevel: "moderate", validationAction: "error", validator: {$jsonSchema: {
	bsonType: "object", required: ["_id"],
	properties: {
		title: {bsonType: "string", maxLength: 200}, description: {bsonType: "string"}, author: {bsonType: "string"},
		language: {bsonType: "string"}, tags: {bsonType: ["array", "string"]},
		version: {bsonType: ["number", "string", "date", "objectId"]}, sum: {bsonType: "string", pattern: "^[0-9a-v]{13}$"},
		notes: {bsonType: "number"}, publishing: {bsonType: ["bool", "object"]}, gone: {bsonType: "bool"}}}}});
// == validator cards
if (!db.getCollectionInfos({name: "cards"}).length) db.createCollection("cards");
db.runCommand({collMod: "cards", validationLevel: "moderate", validationAction: "error", validator: {$jsonSchema: {
	bsonType: "object", required: ["_id", "deck"],
	properties: {kind: {bsonType: "string"}, tags: {bsonType: ["array", "string"]}, gone: {bsonType: "bool"}},
	anyOf: [{required: ["front"]}, {required: ["question"]}, {required: ["text"]}, {required: ["statement"]},
		{required: ["gone"]}]}}});
