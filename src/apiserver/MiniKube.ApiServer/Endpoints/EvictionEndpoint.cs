using System.Text.Json;
using System.Text.Json.Nodes;
using MiniKube.Api.Errors;
using MiniKube.Api.Names;
using MiniKube.ApiServer.Admission;
using MiniKube.ApiServer.Registry;
using MiniKube.Schema.Types;

namespace MiniKube.ApiServer.Endpoints;

/// <summary>POST of <c>pods/eviction</c>: a delete that asks the pod's disruption budget first.</summary>
internal sealed class EvictionEndpoint(EndpointServices services, ServedResource pods, DisruptionBudgets budgets, TypeSchema evictionType)
{
    private static readonly GroupVersionKind Kind = new("policy", "v1", "Eviction");

    // Older clients drain with it; it has the same fields, and is taken here though its group version is served no more, as upstream.
    private static readonly GroupVersionKind OlderKind = new("policy", "v1beta1", "Eviction");

    public async Task HandleAsync(EndpointRequest request)
    {
        _ = request.DocumentEncoding();
        var validation = FieldValidation.Of(request.Http, request.Info.Verb);
        var json = await RequestBody.ReadJsonAsync(request.Http, request.Cancellation);
        var eviction = RequestBody.Decode(json, KindOf(json.Bytes), evictionType, validation);
        if (eviction.Name is { Length: > 0 } name && name != request.Name)
        {
            throw StatusErrors.BadRequest("name in URL does not match name in Eviction object");
        }

        var deleteOptions = eviction.Child("deleteOptions") ?? [];
        var options = DeleteOptionsReader.FromTree(deleteOptions);
        var isDryRun = QueryValues.IsDryRun(request.Http.Request.Query, "create") || deleteOptions.Texts("dryRun").Any();
        var write = request.ToRegistry(isDryRun) with { Resource = pods, Subresource = "", FieldManager = null };
        var stored = await services.Storage.FindAsync(pods.Keys.For(write.NamespacedName), request.Cancellation)
            ?? throw StatusErrors.NotFound(pods.GroupResource, request.Name);
        var pod = pods.Decode(stored);
        options.Preconditions.Check(write, stored, pod);
        await services.Admission.AdmitAsync(
            new AdmissionRequest(AdmissionOperation.Create, write with { Subresource = "eviction" }, eviction, pod), request.Cancellation);
        write = write with { IsAdmitted = true };
        if (!IsUnguarded(pod))
        {
            await budgets.SpendAsync(write, pod, request.Cancellation);
            await MarkAsync(write, request.Cancellation);
        }

        await services.Deleter.DeleteAsync(write, options, request.Cancellation);
        await SubresourceAnswer.CreatedAsync(request);
    }

    private static GroupVersionKind KindOf(ReadOnlySpan<byte> json)
    {
        try
        {
            var reader = new Utf8JsonReader(json);
            while (reader.Read())
            {
                if (reader is { TokenType: JsonTokenType.PropertyName, CurrentDepth: 1 } && reader.ValueTextEquals("apiVersion"u8))
                {
                    return reader.Read() && reader.TokenType == JsonTokenType.String && reader.ValueTextEquals("policy/v1beta1"u8) ? OlderKind : Kind;
                }
            }
        }
        catch (JsonException)
        {
            // The decoder says better what is wrong.
        }

        return Kind;
    }

    /// <summary>Pods that do not run, or go already, are no loss.</summary>
    private static bool IsUnguarded(JsonObject pod) =>
        pod.IsTerminating || pod.Child("status").Text("phase") is "Succeeded" or "Failed" or "Pending";

    private async ValueTask MarkAsync(RegistryRequest write, CancellationToken cancellationToken) => await services.Updater.UpdateAsync(
        write with { Subresource = "status" },
        pod =>
        {
            var marked = (pod ?? throw StatusErrors.NotFound(pods.GroupResource, write.Name)).DeepClone().AsObject();
            PodChange.SetCondition(marked, write.Now, "DisruptionTarget", "EvictionByEvictionAPI", "Eviction API: evicting");
            return marked;
        },
        Preconditions.None,
        cancellationToken);
}
