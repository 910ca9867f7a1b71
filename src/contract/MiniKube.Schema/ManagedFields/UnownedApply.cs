using System.Globalization;
using System.Text.Json.Nodes;
using MiniKube.Schema.Types;

namespace MiniKube.Schema.ManagedFields;

/// <summary>
/// Lays a configuration over an object by the rules of server-side apply, but notes no owner: what a MutatingAdmissionPolicy does
/// (KEP-3962). Atomic values may not be named, since whoever names a part of one would remove the rest.
/// </summary>
public static class UnownedApply
{
    /// <param name="live">The object; not changed.</param>
    /// <param name="config">What is wanted of it; not changed.</param>
    /// <param name="type">Of both.</param>
    /// <returns>A tree of its own, or why there is none, in upstream's words.</returns>
    public static (JsonObject? Merged, string Complaint) Apply(JsonObject live, JsonObject config, TypeSchema type)
    {
        if (TypedValidation.Complaint(config, type) is { } unfit)
        {
            return (null, $"failed to convert patch object to typed object: {unfit}");
        }

        var atomics = new List<string>();
        FindAtomics(new Place(type, null), config, "", atomics);
        return atomics.Count > 0
            ? (null, $"invalid ApplyConfiguration: may not mutate atomic arrays, maps or structs: {string.Join(", ", atomics)}")
            : (TypedMerge.Merge(live, config, type), "");
    }

    private static void FindAtomics(Place place, JsonNode? value, string path, List<string> atomics)
    {
        if (value is JsonObject or JsonArray && place.CompositionOf(value) == Composition.Leaf)
        {
            atomics.Add(path);
        }

        switch (value)
        {
            case JsonObject members:
                foreach (var (name, member) in members.Where(member => place.HasField(member.Key)))
                {
                    FindAtomics(place.Child(name), member, $"{path}.{name}", atomics);
                }

                break;
            case JsonArray items:
                for (var i = 0; i < items.Count; i++)
                {
                    FindAtomics(place.Item, items[i], string.Create(CultureInfo.InvariantCulture, $"{path}[{i}]"), atomics);
                }

                break;
            default:
                break;
        }
    }
}
