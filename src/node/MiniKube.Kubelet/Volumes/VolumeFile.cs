namespace MiniKube.Kubelet.Volumes;

/// <summary>One file that a volume shows.</summary>
internal sealed record VolumeFile(byte[] Content, int Mode)
{
    /// <summary>Who owns it; 0 unless a token must be readable by one user alone.</summary>
    public uint Owner { get; init; }
}
