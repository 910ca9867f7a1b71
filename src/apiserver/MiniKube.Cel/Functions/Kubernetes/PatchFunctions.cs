using MiniKube.Cel.Costs;
using MiniKube.Cel.Types;

namespace MiniKube.Cel.Functions.Kubernetes;

/// <summary>What mutating policies need to write JSON patches.</summary>
public static class PatchFunctions
{
    /// <summary>Escapes a key for use in a path.</summary>
    public static IEnumerable<Overload> All =>
    [
        Overload.Of("jsonpatch.escapeKey", [CelType.String], CelType.String, static args =>
            args[0].AsString.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal), CostModel.Walk(0)),
    ];
}
