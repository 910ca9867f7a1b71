using k8s;
using k8s.Models;
using MiniKube.Api.Errors;
using MiniKube.Api.Names;
using MiniKube.Client.Api;
using MiniKube.Client.Informers;

namespace MiniKube.Kubelet.Actuation;

/// <summary>Reads what pods refer to from the API.</summary>
internal sealed class ApiPodObjects : IPodObjects
{
    private const string NamespaceIndex = "metadata.namespace";

    private readonly IApiClient _api;
    private readonly IInformer<V1Service>? _services;

    /// <param name="api">The API.</param>
    /// <param name="services">All services; null when pods are not to be told of them.</param>
    public ApiPodObjects(IApiClient api, IInformer<V1Service>? services)
    {
        (_api, _services) = (api, services);
        services?.AddIndex(NamespaceIndex, service => [service.Metadata.NamespaceProperty]);
    }

    public Task<V1ConfigMap?> FindConfigMapAsync(string @namespace, string name, CancellationToken cancellationToken) =>
        FindAsync<V1ConfigMap>(@namespace, name, cancellationToken);

    public Task<V1Secret?> FindSecretAsync(string @namespace, string name, CancellationToken cancellationToken) =>
        FindAsync<V1Secret>(@namespace, name, cancellationToken);

    public Task<V1RuntimeClass?> FindRuntimeClassAsync(string name, CancellationToken cancellationToken) => FindAsync<V1RuntimeClass>("", name, cancellationToken);

    public Task<Authenticationv1TokenRequest> RequestTokenAsync(V1Pod pod, V1ServiceAccountTokenProjection projection, CancellationToken cancellationToken)
    {
        var request = new Authenticationv1TokenRequest
        {
            Metadata = new V1ObjectMeta(),
            Spec = new V1TokenRequestSpec
            {
                Audiences = projection.Audience is { Length: > 0 } audience ? [audience] : [],
                ExpirationSeconds = projection.ExpirationSeconds,
                BoundObjectRef = new V1BoundObjectReference { ApiVersion = "v1", Kind = "Pod", Name = pod.Metadata.Name, Uid = pod.Metadata.Uid },
            },
        };
        var account = pod.Spec.ServiceAccountName is { Length: > 0 } name ? name : "default";
        return _api.RequestTokenAsync(new NamespacedName(pod.Metadata.NamespaceProperty, account), request, cancellationToken);
    }

    public IReadOnlyList<V1Service> ServicesOf(string @namespace) => _services?.ByIndex(NamespaceIndex, @namespace) ?? [];

    private async Task<T?> FindAsync<T>(string @namespace, string name, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        try
        {
            return await _api.GetAsync<T>(new NamespacedName(@namespace, name), cancellationToken);
        }
        catch (ApiException e) when (e.IsNotFound)
        {
            return null;
        }
    }
}
