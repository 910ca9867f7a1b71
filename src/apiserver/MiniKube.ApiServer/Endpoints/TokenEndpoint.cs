using System.Collections.Immutable;
using System.Text.Json.Nodes;
using MiniKube.Api.Errors;
using MiniKube.Api.Names;
using MiniKube.ApiServer.Admission;
using MiniKube.ApiServer.Authentication;
using MiniKube.ApiServer.Http;
using MiniKube.ApiServer.Registry;
using MiniKube.Schema.Types;

namespace MiniKube.ApiServer.Endpoints;

/// <summary>POST of <c>serviceaccounts/token</c>: mints a token for the account, bound to a pod, secret or node if asked.</summary>
internal sealed class TokenEndpoint(EndpointServices services, TypeSchema tokenRequestType)
{
    private const long LifetimeSecondsMin = 10 * 60;
    private const long LifetimeSecondsMax = 1L << 32;
    private const long LifetimeSecondsDefault = 60 * 60;

    private static readonly GroupVersionKind Kind = new("authentication.k8s.io", "v1", "TokenRequest");

    public async Task HandleAsync(EndpointRequest request)
    {
        var encoding = request.DocumentEncoding();
        var validation = FieldValidation.Of(request.Http, request.Info.Verb);
        _ = QueryValues.IsDryRun(request.Http.Request.Query, "create");
        var json = await RequestBody.ReadJsonAsync(request.Http, request.Cancellation);
        var asked = RequestBody.Decode(json, Kind, tokenRequestType, validation);
        var account = await FindAsync(request, request.Resource, request.Name);

        await services.Admission.AdmitAsync(Admission(request, asked), request.Cancellation);
        var spec = asked.Ensure("spec");
        var seconds = spec.Integer("expirationSeconds") ?? LifetimeSecondsDefault;
        CheckLifetime(request, seconds);
        var audiences = spec.Texts("audiences").ToImmutableArray();
        var bound = await BoundAsync(request, spec);
        var token = services.Tokens.Mint(new ServiceAccountTokenRequest
        {
            Namespace = request.Namespace,
            ServiceAccount = request.Name,
            ServiceAccountUid = account.Metadata.Text("uid"),
            Audiences = audiences,
            Lifetime = TimeSpan.FromSeconds(seconds),
            BoundTo = bound.Object,
            Node = bound.Node,
        });

        asked.Metadata["name"] = request.Name;
        asked.Metadata["namespace"] = request.Namespace;
        asked.Metadata["creationTimestamp"] = ObjectTree.Timestamp(request.Now);
        spec["expirationSeconds"] = seconds;
        spec["audiences"] = ObjectTree.ListOf(audiences.IsEmpty ? services.Tokens.DefaultAudiences : audiences);
        asked["status"] = new JsonObject
        {
            ["token"] = token.Token,
            ["expirationTimestamp"] = ObjectTree.Timestamp(token.ExpiresAt),
        };
        await ResponseBody.WriteAsync(request.Http, 201, encoding, asked);
    }

    private static AdmissionRequest Admission(EndpointRequest request, JsonObject asked) => new(
        AdmissionOperation.Create,
        new RegistryRequest
        {
            Resource = request.Resource,
            Namespace = request.Namespace,
            Name = request.Name,
            Subresource = "token",
            Caller = request.Http.Caller,
            Now = request.Now,
            Annotations = request.Http.Scope.Annotations,
        },
        asked,
        Existing: null);

    private static void CheckLifetime(EndpointRequest request, long seconds)
    {
        var why = seconds < LifetimeSecondsMin ? "may not specify a duration less than 10 minutes"
            : seconds > LifetimeSecondsMax ? "may not specify a duration larger than 2^32 seconds"
            : "";
        if (why.Length > 0)
        {
            throw StatusErrors.Invalid(
                Kind,
                request.Name,
                [FieldErrors.Invalid("spec.expirationSeconds", JsonValue.Create(seconds), why)]);
        }
    }

    private async ValueTask<(BoundObject? Object, BoundObject? Node)> BoundAsync(EndpointRequest request, JsonObject spec)
    {
        if (spec.Child("boundObjectRef") is not { } reference)
        {
            return (null, null);
        }

        var kind = reference.Text("kind");
        var name = reference.Text("name");
        var resource = services.Resources.Find(new GroupVersionResource("", "v1", kind switch
        {
            "Pod" => "pods",
            "Secret" => "secrets",
            "Node" => "nodes",
            _ => "",
        }));
        if (resource is null || reference.Text("apiVersion") is not ("v1" or ""))
        {
            throw StatusErrors.BadRequest($"cannot bind token for serviceaccount \"{request.Name}\" to object of kind {kind}");
        }

        var target = await FindAsync(request, resource, name);
        var uid = target.Metadata.Text("uid");
        if (reference.Text("uid") is { Length: > 0 } expected && expected != uid)
        {
            throw StatusErrors.Conflict(
                resource.GroupResource,
                name,
                $"the UID in the bound object reference ({expected}) does not match the UID in record. The object might have been deleted and then recreated");
        }

        return (new BoundObject(kind, name, uid), kind == "Pod" ? await NodeOfAsync(request, target) : null);
    }

    private async ValueTask<BoundObject?> NodeOfAsync(EndpointRequest request, JsonObject pod)
    {
        var account = pod.Child("spec").Text("serviceAccountName");
        if (account != request.Name)
        {
            throw StatusErrors.BadRequest(
                $"cannot bind token for serviceaccount \"{request.Name}\" to pod running with different serviceaccount name.");
        }

        var node = pod.Child("spec").Text("nodeName");
        var nodes = services.Resources.Find(new GroupVersionResource("", "v1", "nodes"))!;
        return node.Length > 0 && await services.Storage.FindAsync(nodes.Keys.For(new("", node)), request.Cancellation) is { } stored
            ? new BoundObject("Node", node, nodes.Decode(stored).Metadata.Text("uid"))
            : null;
    }

    private async ValueTask<JsonObject> FindAsync(EndpointRequest request, ServedResource resource, string name)
    {
        var key = resource.Keys.For(new(resource.Definition.IsNamespaced ? request.Namespace : "", name));
        return await services.Storage.FindAsync(key, request.Cancellation) is { } stored
            ? resource.Decode(stored)
            : throw StatusErrors.NotFound(resource.GroupResource, name);
    }
}
