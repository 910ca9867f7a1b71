using System.Text.Json.Nodes;

namespace MiniKube.ApiServer.Registry;

/// <summary>A part of an object that a subresource has in a form of its own, such as <c>scale</c>.</summary>
/// <param name="Subresource">Its name.</param>
/// <param name="Of">The part of an object, in a tree of its own.</param>
/// <param name="Into">The object (the second tree) with the part put in; may be the same tree.</param>
internal sealed record AdmittedPart(string Subresource, Func<JsonObject, JsonObject> Of, Func<JsonObject, JsonObject, JsonObject> Into);
