using System.Collections.Frozen;
using System.Text.Json.Nodes;
using MiniKube.Schema.Resources;
using MiniKube.Schema.Trees;

namespace MiniKube.Schema.Gates;

/// <summary>
/// Takes the fields of features that are off out of what a client sends, as upstream does: the API describes them, and nobody gets them
/// stored, unless the object has them already, from a time or a server where the feature was on.
/// </summary>
public static class GatedFields
{
    private static readonly Lazy<FrozenDictionary<(string Group, string Kind), GatedNode>> Kinds = new(GatedFieldTable.Read);
    private static readonly string[] ContainerLists = ["containers", "initContainers", "ephemeralContainers"];

    /// <param name="desired">The object to be stored; loses its gated fields.</param>
    /// <param name="existing">The object that is stored; null for a create.</param>
    /// <param name="resource">What the object is.</param>
    public static void Drop(JsonObject desired, JsonObject? existing, ResourceDefinition resource)
    {
        if (resource.IsCustom || !Kinds.Value.TryGetValue((resource.Kind.Group, resource.Kind.Kind), out var fields))
        {
            return;
        }

        var lines = fields.Find(desired);
        if (lines != 0 && existing is not null)
        {
            lines &= ~fields.Find(existing);
        }

        if (lines == 0)
        {
            return;
        }

        var spec = PodSpec(desired);
        var volumes = Names(spec);
        _ = fields.Drop(desired, lines);
        volumes.ExceptWith(Names(spec));
        Unmount(spec, volumes);
    }

    private static JsonObject? PodSpec(JsonObject tree)
    {
        var spec = tree.Object("spec");
        spec = spec.At("jobTemplate", "spec") ?? spec;
        return spec.At("template", "spec") ?? tree.At("template", "spec") ?? spec;
    }

    private static HashSet<string> Names(JsonObject? spec) =>
        spec.Objects("volumes").Select(volume => volume.Text("name") ?? "").ToHashSet(StringComparer.Ordinal);

    /// <summary>A volume that is gone is mounted nowhere.</summary>
    private static void Unmount(JsonObject? spec, HashSet<string> volumes)
    {
        if (spec is null || volumes.Count == 0)
        {
            return;
        }

        foreach (var container in ContainerLists.SelectMany(list => spec.Objects(list)))
        {
            if (container.List("volumeMounts") is not { } mounts)
            {
                continue;
            }

            _ = mounts.RemoveAll(mount => volumes.Contains((mount as JsonObject).Text("name") ?? ""));
            if (mounts.Count == 0)
            {
                _ = container.Remove("volumeMounts");
            }
        }
    }
}
