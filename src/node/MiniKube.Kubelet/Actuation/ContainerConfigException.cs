namespace MiniKube.Kubelet.Actuation;

/// <summary>A container cannot be made from what its pod says, as things stand: shown as CreateContainerConfigError.</summary>
#pragma warning disable CA1032, RCS1194 // There is no refusal without its reason.
internal sealed class ContainerConfigException(string message) : Exception(message);
#pragma warning restore CA1032, RCS1194
