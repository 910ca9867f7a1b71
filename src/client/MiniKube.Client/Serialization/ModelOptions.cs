using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using k8s;
using k8s.Models;

namespace MiniKube.Client.Serialization;

/// <summary>How models are read and written. No component looks at who owns which field, so <c>managedFields</c> is neither read nor kept nor sent: the server keeps what it has.</summary>
internal static class ModelOptions
{
    private static readonly JsonSerializerOptions Options = new(SourceGenerationContext.Default.Options)
    {
        TypeInfoResolver = SourceGenerationContext.Default.WithAddedModifier(LeaveOwnershipOut),
    };

    /// <summary>Null for a type that is no model.</summary>
    public static JsonTypeInfo<T>? Find<T>() =>
        SourceGenerationContext.Default.GetTypeInfo(typeof(T)) is null ? null : (JsonTypeInfo<T>)Options.GetTypeInfo(typeof(T));

    private static void LeaveOwnershipOut(JsonTypeInfo type)
    {
        if (type.Type != typeof(V1ObjectMeta))
        {
            return;
        }

        for (var i = type.Properties.Count - 1; i >= 0; i--)
        {
            if (type.Properties[i].Name == "managedFields")
            {
                type.Properties.RemoveAt(i);
            }
        }
    }
}
