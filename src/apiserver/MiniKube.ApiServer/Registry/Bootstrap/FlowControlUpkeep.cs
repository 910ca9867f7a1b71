using System.Text.Json.Nodes;
using MiniKube.ApiServer.FlowControl.Schemas;

namespace MiniKube.ApiServer.Registry.Bootstrap;

/// <summary>Which flow schemas and priority levels are kept as they come, and what that takes. Pure.</summary>
internal static class FlowControlUpkeep
{
    public const string Annotation = "apf.kubernetes.io/autoupdate-spec";

    /// <returns>The stored one as it must be; null when it is so already.</returns>
    public static JsonObject? Correct(JsonObject stored, JsonObject wanted)
    {
        var said = Said(stored);
        var isAutomatic = DefaultFlowControl.IsMandatory(wanted.Name) || (said ?? IsUnchanged(stored));
        var hasOtherSpec = isAutomatic && !JsonNode.DeepEquals(stored["spec"], wanted["spec"]);
        if (said == isAutomatic && !hasOtherSpec)
        {
            return null;
        }

        var corrected = stored.DeepClone().AsObject();
        Mark(corrected, isAutomatic);
        if (hasOtherSpec)
        {
            corrected.CopyFrom(wanted, "spec");
        }

        return corrected;
    }

    /// <summary>True where the annotation says that the server keeps it.</summary>
    public static bool IsAutomatic(JsonObject stored) => Said(stored) == true;

    public static void Mark(JsonObject tree, bool isAutomatic) => tree.Metadata.Ensure("annotations")[Annotation] = isAutomatic ? "true" : "false";

    /// <summary>What the annotation says, in any of the words that Go reads as a truth value; null where it says nothing.</summary>
    private static bool? Said(JsonObject stored) => stored.Metadata.Child("annotations").Text(Annotation) switch
    {
        "1" or "t" or "T" or "true" or "TRUE" or "True" => true,
        "0" or "f" or "F" or "false" or "FALSE" or "False" => false,
        _ => null,
    };

    /// <summary>Nobody has changed its spec since it was made.</summary>
    private static bool IsUnchanged(JsonObject stored) => stored.Metadata.Integer("generation") == 1;
}
