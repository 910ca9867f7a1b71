using System.Text.Json.Nodes;
using MiniKube.Schema.Types;

namespace MiniKube.Schema.Patching;

/// <summary>
/// Kubernetes' own patch: a merge patch in which lists merge too, by value or by a key field, as the schema of the field says;
/// names that start with <c>$</c> are directives.
/// </summary>
public static class StrategicMergePatch
{
    /// <summary>Returns the patched tree; neither argument is changed.</summary>
    /// <exception cref="PatchException">400 for a directive of the wrong form, 422 for a patch that does not fit the type.</exception>
    public static JsonObject Apply(JsonObject target, JsonObject patch, TypeSchema type) =>
        StrategicMerge.Objects(target.DeepClone().AsObject(), patch, type);
}
