using System.Globalization;
using System.Text.Json.Nodes;
using MiniKube.Schema.ManagedFields;

namespace MiniKube.ApiServer.Registry.Kinds;

/// <summary>DaemonSets count the changes of their template, in an annotation since the field for it is gone: upstream's controller labels pods by it.</summary>
internal sealed class DaemonSetStrategy : Strategy
{
    private const string TemplateGeneration = "deprecated.daemonset.template.generation";

    public DaemonSetStrategy()
    {
        HasGeneration = true;
        StatusKeepsLabels = true;
    }

    public override void PrepareForCreate(RegistryRequest request, JsonObject desired) => Set(desired, Math.Max(1, Generation(desired)));

    public override void PrepareForUpdate(RegistryRequest request, JsonObject desired, JsonObject existing)
    {
        var isSame = JsonEquality.AreEqual(desired.Child("spec")?["template"], existing.Child("spec")?["template"]);
        Set(desired, isSame ? Generation(existing) : Generation(existing) + 1);
    }

    public override void PrepareForSubresource(RegistryRequest request, JsonObject desired, JsonObject existing)
    {
        base.PrepareForSubresource(request, desired, existing);
        Set(desired, Generation(existing));
    }

    /// <summary>Zero when nothing is written there, or no number.</summary>
    private static long Generation(JsonObject set) =>
        long.TryParse(set.Metadata.Child("annotations").Text(TemplateGeneration), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var generation)
            ? generation
            : 0;

    private static void Set(JsonObject set, long generation) =>
        set.Metadata.Ensure("annotations")[TemplateGeneration] = generation.ToString(CultureInfo.InvariantCulture);
}
