// SPDX-License-Identifier: MIT
// What the scripts of schema/mongo use of mongosh: each call says which command it sends to which database.
var say = function (what) {
	var line = JSON.stringify(what);
	if (typeof print === "function") print(line);
	else console.log(line);
};
var known = {};
var collection = function (name) {
	return {
		createIndex: function (key) {
			var parts = [];
			for (var field in key) parts.push(field + "_" + key[field]);
			say(["cairn", {createIndexes: name, indexes: [{key: key, name: parts.join("_")}]}]);
		},
		findOne: function (filter) { say(["cairn", {find: name, filter: filter, limit: 1}]); return null; },
		insertOne: function (doc, options) {
			say(["cairn", {insert: name, documents: [doc], writeConcern: options.writeConcern}]);
		},
		deleteMany: function (filter, options) {
			say(["cairn", {"delete": name, deletes: [{q: filter, limit: 0}], writeConcern: options.writeConcern}]);
		}
	};
};
var db = {
	getName: function () { return "cairn"; },
	getCollectionInfos: function (filter) { return known[filter.name] ? [{name: filter.name}] : []; },
	createCollection: function (name) { known[name] = true; say(["cairn", {create: name}]); },
	runCommand: function (command) { say(["cairn", command]); },
	getRole: function (name) { return known[name] || null; },
	createRole: function (role) {
		known[role.role] = role;
		say(["cairn", {createRole: role.role, privileges: role.privileges, roles: role.roles}]);
	},
	updateRole: function (name, role) { say(["cairn", {updateRole: name, privileges: role.privileges, roles: role.roles}]); },
	rows: collection("rows"), decks: collection("decks"), cards: collection("cards")
};
var sh = {
	enableSharding: function (name) { say(["admin", {enableSharding: name}]); },
	shardCollection: function (ns, key) { say(["admin", {shardCollection: ns, key: key}]); }
};
