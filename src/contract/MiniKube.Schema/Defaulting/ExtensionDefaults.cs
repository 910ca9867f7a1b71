using System.Text.Json.Nodes;
using MiniKube.Schema.Trees;

namespace MiniKube.Schema.Defaulting;

/// <summary>CustomResourceDefinition and APIService.</summary>
internal static class ExtensionDefaults
{
    public static void Apply(JsonObject value, string kind)
    {
        if (value.Object("spec") is not { } spec)
        {
            return;
        }

        if (kind == "APIService")
        {
            spec.Object("service")?.Default("port", 443);
            return;
        }

        if (spec.Object("names") is { } names && names.Text("kind") is { Length: > 0 } name)
        {
            names.DefaultIfEmpty("singular", name.ToLowerInvariant());
            names.DefaultIfEmpty("listKind", $"{name}List");
        }

        var conversion = spec.Ensure("conversion");
        conversion.DefaultIfEmpty("strategy", "None");
        conversion.At("webhook", "clientConfig", "service")?.Default("port", 443);
    }
}
