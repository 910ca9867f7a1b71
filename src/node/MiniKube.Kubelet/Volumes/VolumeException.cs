namespace MiniKube.Kubelet.Volumes;

/// <summary>A volume cannot be made ready, as things stand: shown as a FailedMount event and tried again.</summary>
#pragma warning disable CA1032, RCS1194 // There is no refusal without the volume and its reason.
internal sealed class VolumeException(string volume, string why, Exception? inner = null)
    : Exception($"MountVolume.SetUp failed for volume \"{volume}\" : {why}", inner);
#pragma warning restore CA1032, RCS1194
