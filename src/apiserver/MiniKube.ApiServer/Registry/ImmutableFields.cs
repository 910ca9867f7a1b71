using System.Text.Json.Nodes;
using MiniKube.Api.Errors;

namespace MiniKube.ApiServer.Registry;

/// <summary>Refuses changes of fields that an object keeps for life.</summary>
internal static class ImmutableFields
{
    /// <param name="path">Names with dots: <c>spec.selector</c>.</param>
    /// <param name="desired">The object as it shall be.</param>
    /// <param name="existing">The object as it is.</param>
    /// <param name="causes">Where a refusal goes.</param>
    public static void Check(string path, JsonObject desired, JsonObject existing, ICollection<StatusCause> causes)
    {
        var wanted = At(path, desired);
        if (!JsonNode.DeepEquals(wanted, At(path, existing)))
        {
            causes.Add(FieldErrors.Immutable(path, wanted));
        }
    }

    public static JsonNode? At(string path, JsonObject tree)
    {
        JsonNode? node = tree;
        foreach (var part in path.Split('.'))
        {
            node = (node as JsonObject)?[part];
        }

        return node;
    }
}
