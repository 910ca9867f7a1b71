using System.Text.Json.Nodes;
using MiniKube.Api.Errors;
using MiniKube.Api.Names;
using MiniKube.Api.Validation;
using MiniKube.ApiServer.Admission;
using MiniKube.ApiServer.Registry;
using MiniKube.Schema.Types;

namespace MiniKube.ApiServer.Endpoints;

/// <summary>POST of <c>pods/binding</c>, and of the older <c>bindings</c>: gives an unscheduled pod its node, once.</summary>
internal sealed class BindingEndpoint(EndpointServices services, ServedResource pods, TypeSchema bindingType)
{
    private static readonly GroupVersionKind Kind = new("", "v1", "Binding");

    public async Task HandleAsync(EndpointRequest request)
    {
        _ = request.DocumentEncoding();
        var validation = FieldValidation.Of(request.Http, request.Info.Verb);
        var json = await RequestBody.ReadJsonAsync(request.Http, request.Cancellation);
        var binding = RequestBody.Decode(json, Kind, bindingType, validation);
        var name = request.Name.Length > 0 ? request.Name : binding.Name;
        Check(request, binding, name);

        var write = request.ToRegistry() with { Resource = pods, Name = name, Subresource = "binding", FieldManager = null };
        await services.Admission.AdmitAsync(new AdmissionRequest(AdmissionOperation.Create, write, binding, Existing: null), request.Cancellation);
        await services.Updater.UpdateAsync(
            write with { IsAdmitted = true },
            pod => Bound(write, pod ?? throw StatusErrors.NotFound(pods.GroupResource, name), binding),
            new Preconditions(binding.Metadata.Text("uid"), binding.Metadata.Text("resourceVersion")),
            request.Cancellation);
        await SubresourceAnswer.CreatedAsync(request);
    }

    private static void Check(EndpointRequest request, JsonObject binding, string name)
    {
        if (binding.Name is { Length: > 0 } sent && sent != name)
        {
            throw StatusErrors.BadRequest($"name in URL does not match name in Binding object ({sent} is not {request.Name})");
        }

        var target = binding.Child("target");
        var causes = new List<StatusCause>();
        if (target.Text("kind") is not ("" or "Node"))
        {
            causes.Add(FieldErrors.NotSupported("target.kind", target.Text("kind"), "Node", "<empty>"));
        }

        if (target.Text("name").Length == 0)
        {
            causes.Add(FieldErrors.Required("target.name"));
        }
        else
        {
            // Of the pod itself only the node changes, so that nobody looks at it again.
            causes.AddRange(NameRules.DnsSubdomain(target.Text("name")).Select(complaint => FieldErrors.Invalid("target.name", target.Text("name"), complaint)));
        }

        if (causes.Count > 0)
        {
            throw StatusErrors.Invalid(Kind, name, [.. causes]);
        }
    }

    private static JsonObject Bound(RegistryRequest write, JsonObject pod, JsonObject binding)
    {
        var node = binding.Child("target").Text("name");
        var spec = pod.Child("spec");
        if (pod.IsTerminating)
        {
            throw Refusal(write, $"pod {write.Name} is being deleted, cannot be assigned to a host");
        }

        if (spec.Text("nodeName") is { Length: > 0 } assigned)
        {
            throw Refusal(write, $"pod {write.Name} is already assigned to node \"{assigned}\"");
        }

        if (spec.List("schedulingGates") is { Count: > 0 })
        {
            throw Refusal(write, $"pod {write.Name} has non-empty .spec.schedulingGates");
        }

        var bound = pod.DeepClone().AsObject();
        bound.Ensure("spec")["nodeName"] = node;
        foreach (var (key, value) in binding.Metadata.Child("annotations") ?? [])
        {
            bound.Metadata.Ensure("annotations")[key] = value?.DeepClone();
        }

        PodChange.SetCondition(bound, write.Now, "PodScheduled");
        return bound;
    }

    private static ApiException Refusal(RegistryRequest write, string why) =>
        StatusErrors.Conflict(new GroupResource("", "pods/binding"), write.Name, why);
}
