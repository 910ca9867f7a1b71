using System.Text.Json.Nodes;
using MiniKube.ApiServer.Admission.Expressions;
using MiniKube.ApiServer.Admission.Matching;
using MiniKube.Cel.Json;
using MiniKube.Cel.Values;
using MiniKube.Schema.ManagedFields;

namespace MiniKube.ApiServer.Admission.Policies.Mutations;

/// <summary>Lays a configuration over the object as server-side apply does, without owning anything (<c>patchType: ApplyConfiguration</c>).</summary>
internal sealed record ConfigurationMutation(TypedProgram Program) : PolicyMutation(Program)
{
    public override string Field => "applyConfiguration";

    protected override (JsonObject? Changed, string Complaint) Patch(in CelValue made, JsonObject current, MatchedResource matched)
    {
        if (MutationTypes.Mismatch(made) is { Length: > 0 } mismatch)
        {
            return (null, $"type mismatch: {mismatch}");
        }

        if (!JsonWriting.TryWrite(made, out var node, out var complaint) || node is not JsonObject config)
        {
            return (null, $"invalid return type: {complaint}");
        }

        if (MutatedObject.TypeOf(matched) is not { } type)
        {
            return (null, $"Resource kind {matched.Kind} not found");
        }

        config["apiVersion"] = current["apiVersion"]?.DeepClone();
        config["kind"] = current["kind"]?.DeepClone();
        var (merged, why) = UnownedApply.Apply(current, config, type);
        return merged is null ? (null, $"error applying patch: {why}") : (merged, "");
    }
}
