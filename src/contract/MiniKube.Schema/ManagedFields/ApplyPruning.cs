using System.Text.Json.Nodes;
using MiniKube.Schema.Types;

namespace MiniKube.Schema.ManagedFields;

/// <summary>Takes out what an applier applied last time, does not apply now, and nobody else owns.</summary>
internal sealed class ApplyPruning(OwnershipContext context)
{
    /// <param name="merged">The object with the configuration laid over it, in the version of the request.</param>
    /// <param name="last">What the applier owned.</param>
    /// <param name="lastVersion">In which version.</param>
    /// <param name="owned">What the others own and the configuration names, by version.</param>
    public JsonObject Prune(JsonObject merged, FieldSet last, string lastVersion, IReadOnlyDictionary<string, FieldSet> owned)
    {
        if (last.IsEmpty || TypeOf(lastVersion) is not { } type)
        {
            return merged;
        }

        var before = Into(lastVersion, merged);
        var known = NamedFields.Include(last, type);
        var pruned = FieldRemoval.Remove(before, known, type);
        pruned = AddBack(lastVersion, before, pruned, owned.GetValueOrDefault(lastVersion, FieldSet.Empty));
        foreach (var (version, set) in owned.Where(pair => pair.Key != lastVersion && TypeOf(pair.Key) is not null))
        {
            var other = AddBack(version, Into(version, Back(lastVersion, before)), Into(version, Back(lastVersion, pruned)), set);
            pruned = Into(lastVersion, Back(version, other));
        }

        // Only what the applier owned may go, not what just lost its surroundings.
        var gone = Places(before, type).Except(Places(pruned, type)).Intersect(known);
        return Back(lastVersion, FieldRemoval.Remove(before, gone, type));
    }

    private JsonObject AddBack(string version, JsonObject merged, JsonObject pruned, FieldSet owned)
    {
        var type = TypeOf(version)!;
        var kept = Places(pruned, type).Union(NamedFields.Include(owned, type));
        return FieldRemoval.Remove(merged, Places(merged, type).Except(kept), type);
    }

    private static FieldSet Places(JsonObject value, TypeSchema type) => NamedFields.Include(FieldExtraction.Extract(value, type), type);

    private TypeSchema? TypeOf(string version) => version == context.ApiVersion ? context.Type : context.Versions.Find(version)?.Type;

    private JsonObject Into(string version, JsonObject value) =>
        version == context.ApiVersion ? value : context.Versions.Find(version)!.Into(WithoutNulls(value));

    private JsonObject Back(string version, JsonObject value) =>
        version == context.ApiVersion ? value : context.Versions.Find(version)!.Back(WithoutNulls(value));

    private static JsonObject WithoutNulls(JsonObject value)
    {
        var kept = new JsonObject();
        foreach (var (name, member) in value)
        {
            switch (member)
            {
                case null:
                    break;
                case JsonObject inner:
                    kept[name] = WithoutNulls(inner);
                    break;
                default:
                    kept[name] = member.DeepClone();
                    break;
            }
        }

        return kept;
    }
}
