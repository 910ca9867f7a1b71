using System.Collections.Frozen;
using k8s.Models;
using MiniKube.Api.Errors;
using MiniKube.Kubelet.Actuation;

namespace MiniKube.Kubelet.Volumes;

/// <summary>Volumes on the node's own disk and memory.</summary>
internal sealed class NodeVolumes : IPodVolumes
{
    private const UnixFileMode EveryoneMode = (UnixFileMode)0b111_111_111;

    private readonly KubeletOptions _options;
    private readonly PodPaths _paths;
    private readonly VolumeContent _content;
    private readonly ServiceAccountTokens _tokens;
    private readonly TimeProvider _timeProvider;

    public NodeVolumes(
        KubeletOptions options, PodPaths paths, IPodObjects objects, Func<IDictionary<string, ResourceQuantity>> allocatable, TimeProvider timeProvider)
    {
        (_options, _paths, _timeProvider) = (options, paths, timeProvider);
        _tokens = new ServiceAccountTokens(objects, timeProvider);
        _content = new VolumeContent(objects, _tokens, allocatable);
    }

    public async Task<FrozenDictionary<string, string>> MountAsync(V1Pod pod, CancellationToken cancellationToken)
    {
        var result = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var volume in pod.Spec.Volumes ?? [])
        {
            try
            {
                result[volume.Name] = await MountAsync(pod, volume, cancellationToken);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException or ApiException or HttpRequestException)
            {
                throw new VolumeException(volume.Name, e.Message, e);
            }
        }

        return result.ToFrozenDictionary(StringComparer.Ordinal);
    }

    public void Remove(string podUid)
    {
        _tokens.Forget(podUid);
        TmpFs.UnmountBelow(_paths.Volumes(podUid));
        if (Directory.Exists(_paths.Volumes(podUid)))
        {
            Directory.Delete(_paths.Volumes(podUid), recursive: true);
        }
    }

    private async Task<string> MountAsync(V1Pod pod, V1Volume volume, CancellationToken cancellationToken)
    {
        var group = (uint?)pod.Spec.SecurityContext?.FsGroup;
        switch (volume)
        {
            case { HostPath: { } source }:
                return HostPaths.Check(volume.Name, source);
            case { EmptyDir: { } source }:
                return MakeEmptyDir(pod, volume.Name, source, group);
        }

        if (await _content.ReadAsync(pod, volume, cancellationToken) is { } files)
        {
            var (kind, isPrivate) = volume switch
            {
                { ConfigMap: not null } => ("configmap", false),
                { Secret: not null } => ("secret", true),
                { DownwardAPI: not null } => ("downward-api", false),
                _ => ("projected", true),
            };
            var directory = _paths.Volume(pod.Metadata.Uid, kind, volume.Name);
            if (isPrivate)
            {
                // Secrets never reach the disk.
                TmpFs.Mount(volume.Name, directory, bytesMax: null);
            }

            new AtomicDirectory(directory, _timeProvider).Write(files, group);
            return directory;
        }

        throw new VolumeException(volume.Name, $"node {_options.NodeName} has no plug-in for this kind of volume");
    }

    private string MakeEmptyDir(V1Pod pod, string name, V1EmptyDirVolumeSource source, uint? group)
    {
        var directory = _paths.Volume(pod.Metadata.Uid, "empty-dir", name);
        if (source.Medium is "Memory")
        {
            TmpFs.Mount(name, directory, source.SizeLimit is { } limit ? (long)limit.ToDecimal() : null);
        }

        if (!Directory.Exists(directory) || source.Medium is "Memory")
        {
            Directory.CreateDirectory(directory);
            File.SetUnixFileMode(directory, group is null ? EveryoneMode : EveryoneMode | UnixFileMode.SetGroup);
            if (group is { } owner && NativeMethods.ChangeOwner(directory, 0, owner) != 0)
            {
                throw new VolumeException(name, $"cannot give {directory} to group {owner}");
            }
        }

        return directory;
    }
}
