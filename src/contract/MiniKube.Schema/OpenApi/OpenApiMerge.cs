using System.Buffers;
using System.Text.Json.Nodes;
using MiniKube.Schema.Discovery;
using MiniKube.Schema.Resources;
using MiniKube.Schema.Types;

namespace MiniKube.Schema.OpenApi;

/// <summary>
/// Joins what other servers say of their groups, so that it can stand in one document with what a catalog serves. A definition that another one of its name
/// contradicts is called <c>name_v2</c>, <c>name_v3</c>, as upstream calls it.
/// </summary>
public sealed class OpenApiMerge(ApiCatalog catalog, IDescriptionSource descriptions)
{
    private const string Kinds = "x-kubernetes-group-version-kind";

    private readonly Dictionary<string, TypeSchema?> _own = new DefinitionSet(catalog.Resources, catalog).All.ToDictionary(each => each.Name, each => each.Type);
    private readonly KindIndex _ownKinds = new(catalog.Resources, catalog);
    private readonly Dictionary<string, JsonObject> _definitionsAsSent = new(StringComparer.Ordinal);
    private readonly Dictionary<string, JsonObject> _parametersAsSent = new(StringComparer.Ordinal);

    /// <summary>What stands beside the catalog's own.</summary>
    public OpenApiPart Joined { get; } = new([], [], []);

    /// <summary>Adds a part; those that are added earlier keep their names.</summary>
    public void Add(OpenApiPart part)
    {
        var names = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, definition) in part.Definitions)
        {
            names[OpenApiReferences.Definitions + name] = OpenApiReferences.Definitions + NameFor(name, definition!.AsObject(), Own, _definitionsAsSent);
        }

        foreach (var (name, parameter) in part.Parameters)
        {
            names[OpenApiReferences.Parameters + name] = OpenApiReferences.Parameters + NameFor(name, parameter!.AsObject(), _ => null, _parametersAsSent);
        }

        Take(part.Paths, Joined.Paths, "", names);
        Take(part.Definitions, Joined.Definitions, OpenApiReferences.Definitions, names);
        Take(part.Parameters, Joined.Parameters, OpenApiReferences.Parameters, names);
    }

    /// <summary>Takes over what is not there yet, under its new name and with the new names in it.</summary>
    private void Take(JsonObject from, JsonObject to, string prefix, Dictionary<string, string> names)
    {
        foreach (var (name, value) in from)
        {
            var newName = names.GetValueOrDefault(prefix + name, prefix + name)[prefix.Length..];
            if (to.ContainsKey(newName) || (prefix == OpenApiReferences.Definitions && _own.ContainsKey(newName)))
            {
                continue;
            }

            var copy = value!.DeepClone();
            OpenApiReferences.Change(copy, reference => names.GetValueOrDefault(reference, reference));
            to[newName] = copy;
        }
    }

    private static string NameFor(string name, JsonObject sent, Func<string, JsonObject?> own, Dictionary<string, JsonObject> known)
    {
        for (var number = 1; ; number++)
        {
            var candidate = number == 1 ? name : $"{name}_v{number}";
            if ((own(candidate) ?? known.GetValueOrDefault(candidate)) is not { } there)
            {
                known[candidate] = sent;
                return candidate;
            }

            if (IsSame(there, sent))
            {
                return candidate;
            }
        }
    }

    /// <summary>Equal but for the kinds: the options of a deletion, say, are of a kind in each group.</summary>
    private static bool IsSame(JsonObject one, JsonObject other) =>
        one.Count(each => each.Key != Kinds) == other.Count(each => each.Key != Kinds)
        && one.All(each => each.Key == Kinds || (other.TryGetPropertyValue(each.Key, out var value) && JsonNode.DeepEquals(each.Value, value)));

    private JsonObject? Own(string name)
    {
        if (!_own.TryGetValue(name, out var type))
        {
            return null;
        }

        var bytes = new ArrayBufferWriter<byte>();
        using (var writer = DocumentWriter.To(bytes))
        {
            writer.WriteStartObject();
            new DefinitionWriter(writer, OpenApiDialect.V2, descriptions).WriteDefinition(name, type, _ownKinds.Of(name));
            writer.WriteEndObject();
        }

        return JsonNode.Parse(bytes.WrittenSpan)![name]!.AsObject();
    }
}
