using System.Text.Json.Nodes;
using MiniKube.Schema.Trees;

namespace MiniKube.Schema.Defaulting;

/// <summary>Volumes of pods. The defaults of the old storage plug-ins stand in the schema.</summary>
internal static class VolumeDefaults
{
    private const long ReadableByAll = 0x1A4; // 0644
    private static readonly string[] FileSources = ["secret", "configMap", "downwardAPI", "projected"];

    public static void Apply(JsonObject volume)
    {
        if (volume.Count == 1 && volume.Has("name"))
        {
            volume["emptyDir"] = new JsonObject();
            return;
        }

        foreach (var source in FileSources)
        {
            volume.Object(source)?.Default("defaultMode", ReadableByAll);
        }

        volume.Object("hostPath")?.Default("type", "");
        foreach (var file in volume.Object("downwardAPI").Objects("items"))
        {
            ContainerDefaults.FieldSource(file);
        }

        foreach (var source in volume.Object("projected").Objects("sources"))
        {
            Projection(source);
        }

        if (volume.Object("image") is { } image)
        {
            image.DefaultIfEmpty("pullPolicy", ImagePullPolicy.Of(image.Text("reference") ?? ""));
        }

        volume.At("ephemeral", "volumeClaimTemplate", "spec")?.Default("volumeMode", "Filesystem");
    }

    private static void Projection(JsonObject source)
    {
        source.Object("serviceAccountToken")?.Default("expirationSeconds", 3600);
        foreach (var file in source.Object("downwardAPI").Objects("items"))
        {
            ContainerDefaults.FieldSource(file);
        }
    }
}
