using System.Text.Json.Nodes;
using MiniKube.Api.Errors;

namespace MiniKube.ApiServer.Registry.Kinds;

/// <summary>Most of a StatefulSet's spec stays as it was made.</summary>
internal sealed class StatefulSetStrategy : Strategy
{
    private static readonly HashSet<string> Changeable =
    [
        "replicas", "ordinals", "template", "updateStrategy", "revisionHistoryLimit", "persistentVolumeClaimRetentionPolicy", "minReadySeconds",
    ];

    public StatefulSetStrategy()
    {
        HasGeneration = true;
        StatusKeepsLabels = true;
    }

    public override void Validate(RegistryRequest request, JsonObject desired, ICollection<StatusCause> causes) =>
        TemplateRules.Check(desired, causes);

    public override void ValidateUpdate(RegistryRequest request, JsonObject desired, JsonObject existing, ICollection<StatusCause> causes)
    {
        var wanted = desired.Child("spec") ?? [];
        var before = existing.Child("spec") ?? [];
        if (wanted.Concat(before).Any(field => !Changeable.Contains(field.Key) && !JsonNode.DeepEquals(wanted[field.Key], before[field.Key])))
        {
            causes.Add(FieldErrors.Forbidden(
                "spec",
                "updates to statefulset spec for fields other than 'replicas', 'ordinals', 'template', 'updateStrategy', "
                + "'revisionHistoryLimit', 'persistentVolumeClaimRetentionPolicy' and 'minReadySeconds' are forbidden"));
        }
    }
}
