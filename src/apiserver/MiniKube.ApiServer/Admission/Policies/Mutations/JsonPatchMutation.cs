using System.Text;
using System.Text.Json.Nodes;
using MiniKube.ApiServer.Admission.Expressions;
using MiniKube.ApiServer.Admission.Matching;
using MiniKube.Cel.Json;
using MiniKube.Cel.Values;
using MiniKube.Schema.Patching;

namespace MiniKube.ApiServer.Admission.Policies.Mutations;

/// <summary>Applies a list of operations (RFC 6902); a <c>test</c> that fails leaves the object as it is (<c>patchType: JSONPatch</c>).</summary>
internal sealed record JsonPatchMutation(TypedProgram Program) : PolicyMutation(Program)
{
    public override string Field => "jsonPatch";

    protected override (JsonObject? Changed, string Complaint) Patch(in CelValue made, JsonObject current, MatchedResource matched)
    {
        var operations = made.AsList;
        for (var i = 0; i < operations.Count; i++)
        {
            if (operations[i] is { Kind: CelValueKind.Object } operation
                && operation.AsObject.Has("value")
                && MutationTypes.Mismatch(operation.AsObject.Get("value")) is { Length: > 0 } mismatch)
            {
                return (null, $"type mismatch: {mismatch}");
            }
        }

        if (!JsonWriting.TryWrite(made, out var patch, out var complaint))
        {
            return (null, $"JSONPath valueExpression evaluated to a type that could not marshal to JSON: {complaint}");
        }

        try
        {
            return JsonPatch.Apply(current, Encoding.UTF8.GetBytes(patch!.ToJsonString())) is JsonObject patched
                ? (patched, "")
                : (null, "JSONPath: the patch makes something else than an object");
        }
        catch (PatchException error)
        {
            return error.IsFailedTest ? (current, "") : (null, $"JSONPath: {error.Message}");
        }
    }
}
