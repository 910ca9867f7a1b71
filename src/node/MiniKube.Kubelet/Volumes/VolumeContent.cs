using System.Text;
using k8s.Models;
using MiniKube.Kubelet.Actuation;
using MiniKube.Kubelet.Planning;

namespace MiniKube.Kubelet.Volumes;

/// <summary>Collects the files of volumes that show API objects.</summary>
internal sealed class VolumeContent(IPodObjects objects, ServiceAccountTokens tokens, Func<IDictionary<string, ResourceQuantity>> allocatable)
{
    private const int ModeDefault = 0b110_100_100;
    private const int TokenMode = 0b110_000_000;

    /// <summary>Null when the volume is of another kind.</summary>
    /// <exception cref="VolumeException">Something it shows is missing and not optional.</exception>
    public async Task<Dictionary<string, VolumeFile>?> ReadAsync(V1Pod pod, V1Volume volume, CancellationToken cancellationToken)
    {
        var files = new Dictionary<string, VolumeFile>(StringComparer.Ordinal);
        switch (volume)
        {
            case { ConfigMap: { } source }:
                Select(files, volume.Name, await ConfigMapAsync(pod, volume.Name, source.Name, source.Optional, cancellationToken), source.Items, source.DefaultMode, source.Optional);
                return files;
            case { Secret: { } source }:
                Select(files, volume.Name, await SecretAsync(pod, volume.Name, source.SecretName, source.Optional, cancellationToken), source.Items, source.DefaultMode, source.Optional);
                return files;
            case { DownwardAPI: { } source }:
                AddDownward(files, pod, volume.Name, source.Items, source.DefaultMode);
                return files;
            case { Projected: { } source }:
                foreach (var projection in source.Sources ?? [])
                {
                    await ProjectAsync(files, pod, volume.Name, projection, source.DefaultMode, cancellationToken);
                }

                return files;
            default:
                return null;
        }
    }

    private async Task ProjectAsync(
        Dictionary<string, VolumeFile> files, V1Pod pod, string volume, V1VolumeProjection projection, int? mode, CancellationToken cancellationToken)
    {
        switch (projection)
        {
            case { ConfigMap: { } source }:
                Select(files, volume, await ConfigMapAsync(pod, volume, source.Name, source.Optional, cancellationToken), source.Items, mode, source.Optional);
                break;
            case { Secret: { } source }:
                Select(files, volume, await SecretAsync(pod, volume, source.Name, source.Optional, cancellationToken), source.Items, mode, source.Optional);
                break;
            case { DownwardAPI: { } source }:
                AddDownward(files, pod, volume, source.Items, mode);
                break;
            case { ServiceAccountToken: { } source }:
                files[source.Path] = TokenFile(pod, await tokens.GetAsync(pod, source, cancellationToken), mode);
                break;
            default:
                throw new VolumeException(volume, "this node cannot project such a source");
        }
    }

    /// <summary>Readable by the one user that all containers run as, and the pod's group; without both, by everybody.</summary>
    private static VolumeFile TokenFile(V1Pod pod, byte[] token, int? mode)
    {
        var users = pod.Regulars.Concat(pod.Inits)
            .Select(container => container.SecurityContext?.RunAsUser ?? pod.Spec.SecurityContext?.RunAsUser)
            .Distinct()
            .ToList();
        if (users is [{ } user])
        {
            return new VolumeFile(token, TokenMode) { Owner = (uint)user };
        }

        return new VolumeFile(token, pod.Spec.SecurityContext?.FsGroup is null ? mode ?? ModeDefault : TokenMode);
    }

    private async Task<Dictionary<string, byte[]>?> ConfigMapAsync(V1Pod pod, string volume, string name, bool? isOptional, CancellationToken cancellationToken)
    {
        var map = await objects.FindConfigMapAsync(pod.Metadata.NamespaceProperty, name, cancellationToken);
        if (map is null)
        {
            return isOptional is true ? null : throw new VolumeException(volume, $"configmap \"{name}\" not found");
        }

        var files = (map.BinaryData ?? new Dictionary<string, byte[]>()).ToDictionary(pair => pair.Key, pair => pair.Value, StringComparer.Ordinal);
        foreach (var (key, text) in map.Data ?? new Dictionary<string, string>())
        {
            files[key] = Encoding.UTF8.GetBytes(text);
        }

        return files;
    }

    private async Task<Dictionary<string, byte[]>?> SecretAsync(V1Pod pod, string volume, string name, bool? isOptional, CancellationToken cancellationToken)
    {
        var secret = await objects.FindSecretAsync(pod.Metadata.NamespaceProperty, name, cancellationToken);
        if (secret is null)
        {
            return isOptional is true ? null : throw new VolumeException(volume, $"secret \"{name}\" not found");
        }

        return (secret.Data ?? new Dictionary<string, byte[]>()).ToDictionary(pair => pair.Key, pair => pair.Value, StringComparer.Ordinal);
    }

    private static void Select(
        Dictionary<string, VolumeFile> files, string volume, Dictionary<string, byte[]>? source, IList<V1KeyToPath>? items, int? mode, bool? isOptional)
    {
        if (source is null)
        {
            return;
        }

        if (items is not [_, ..])
        {
            foreach (var (key, content) in source)
            {
                files[key] = new VolumeFile(content, mode ?? ModeDefault);
            }

            return;
        }

        foreach (var item in items)
        {
            if (source.TryGetValue(item.Key, out var content))
            {
                files[Inside(volume, item.Path)] = new VolumeFile(content, item.Mode ?? mode ?? ModeDefault);
            }
            else if (isOptional is not true)
            {
                throw new VolumeException(volume, $"references non-existent key: {item.Key}");
            }
        }
    }

    private void AddDownward(Dictionary<string, VolumeFile> files, V1Pod pod, string volume, IList<V1DownwardAPIVolumeFile>? items, int? mode)
    {
        foreach (var item in items ?? [])
        {
            var text = item switch
            {
                { FieldRef: { } field } => DownwardFields.Find(pod, field.FieldPath),
                { ResourceFieldRef: { } resource } => DownwardFields.Find(pod, resource.ContainerName ?? "", resource, allocatable()),
                _ => null,
            };
            files[Inside(volume, item.Path)] = text is null
                ? throw new VolumeException(volume, $"the pod has no field for {item.Path}")
                : new VolumeFile(Encoding.UTF8.GetBytes(text), item.Mode ?? mode ?? ModeDefault);
        }
    }

    private static string Inside(string volume, string path) =>
        path.StartsWith('/') || path.Split('/').Contains("..", StringComparer.Ordinal)
            ? throw new VolumeException(volume, $"the path {path} leads out of the volume")
            : path;
}
