using System.Text;
using k8s.Models;

namespace MiniKube.Kubelet.Actuation;

/// <summary>Makes a container's environment: services, then envFrom, then env; a later name wins.</summary>
internal sealed class EnvBuilder(IPodObjects objects, Func<IDictionary<string, ResourceQuantity>> allocatable)
{
    /// <exception cref="ContainerConfigException">A source is missing and not optional.</exception>
    public async Task<Dictionary<string, string>> BuildAsync(V1Pod pod, V1Container container, CancellationToken cancellationToken)
    {
        var variables = new Dictionary<string, string>(StringComparer.Ordinal);
        ServiceVariables.Add(variables, objects, pod);
        foreach (var source in container.EnvFrom ?? [])
        {
            await AddAllAsync(variables, pod, source, cancellationToken);
        }

        foreach (var variable in container.Env ?? [])
        {
            var value = variable.ValueFrom is { } from
                ? await ReadAsync(pod, container, from, cancellationToken)
                : VariableExpansion.Expand(variable.Value ?? "", variables);
            if (value is not null)
            {
                variables[variable.Name] = value;
            }
        }

        return variables;
    }

    private async Task AddAllAsync(Dictionary<string, string> variables, V1Pod pod, V1EnvFromSource source, CancellationToken cancellationToken)
    {
        var pairs = source switch
        {
            { ConfigMapRef: { } reference } => await ReadConfigMapAsync(pod, reference.Name, reference.Optional, cancellationToken),
            { SecretRef: { } reference } => await ReadSecretAsync(pod, reference.Name, reference.Optional, cancellationToken),
            _ => null,
        };
        foreach (var (key, value) in pairs ?? [])
        {
            variables[(source.Prefix ?? "") + key] = value;
        }
    }

    /// <summary>Null when an optional source is missing: then there is no such variable.</summary>
    private async Task<string?> ReadAsync(V1Pod pod, V1Container container, V1EnvVarSource from, CancellationToken cancellationToken)
    {
        switch (from)
        {
            case { FieldRef: { } field }:
                return DownwardFields.Find(pod, field.FieldPath) ?? throw new ContainerConfigException($"unsupported fieldPath: {field.FieldPath}");
            case { ResourceFieldRef: { } resource }:
                return DownwardFields.Find(pod, container.Name, resource, allocatable())
                    ?? throw new ContainerConfigException($"unsupported container resource: {resource.Resource}");
            case { ConfigMapKeyRef: { } reference }:
                var map = await ReadConfigMapAsync(pod, reference.Name, reference.Optional, cancellationToken);
                return Pick(map, reference.Key, reference.Optional, $"couldn't find key {reference.Key} in ConfigMap {pod.Metadata.NamespaceProperty}/{reference.Name}");
            case { SecretKeyRef: { } reference }:
                var secret = await ReadSecretAsync(pod, reference.Name, reference.Optional, cancellationToken);
                return Pick(secret, reference.Key, reference.Optional, $"couldn't find key {reference.Key} in Secret {pod.Metadata.NamespaceProperty}/{reference.Name}");
            default:
                return "";
        }
    }

    private static string? Pick(Dictionary<string, string>? pairs, string key, bool? isOptional, string complaint)
    {
        if (pairs is null)
        {
            return null;
        }

        return pairs.TryGetValue(key, out var value) ? value : isOptional is true ? null : throw new ContainerConfigException(complaint);
    }

    private async Task<Dictionary<string, string>?> ReadConfigMapAsync(V1Pod pod, string name, bool? isOptional, CancellationToken cancellationToken)
    {
        var map = await objects.FindConfigMapAsync(pod.Metadata.NamespaceProperty, name, cancellationToken);
        return map is null
            ? isOptional is true ? null : throw new ContainerConfigException($"configmap \"{name}\" not found")
            : new Dictionary<string, string>(map.Data ?? new Dictionary<string, string>(), StringComparer.Ordinal);
    }

    private async Task<Dictionary<string, string>?> ReadSecretAsync(V1Pod pod, string name, bool? isOptional, CancellationToken cancellationToken)
    {
        var secret = await objects.FindSecretAsync(pod.Metadata.NamespaceProperty, name, cancellationToken);
        return secret is null
            ? isOptional is true ? null : throw new ContainerConfigException($"secret \"{name}\" not found")
            : (secret.Data ?? new Dictionary<string, byte[]>()).ToDictionary(pair => pair.Key, pair => Encoding.UTF8.GetString(pair.Value), StringComparer.Ordinal);
    }
}
