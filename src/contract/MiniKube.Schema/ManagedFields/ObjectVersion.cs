using System.Text.Json.Nodes;
using MiniKube.Schema.Types;

namespace MiniKube.Schema.ManagedFields;

/// <summary>Another version of a kind. Both conversions return a tree of their own.</summary>
/// <param name="Type">The fields of the version.</param>
/// <param name="Into">From the version of the request to this one.</param>
/// <param name="Back">From this one to the version of the request.</param>
public sealed record ObjectVersion(TypeSchema Type, Func<JsonObject, JsonObject> Into, Func<JsonObject, JsonObject> Back);
