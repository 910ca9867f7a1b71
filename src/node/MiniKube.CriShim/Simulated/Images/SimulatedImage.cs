using System.Security.Cryptography;
using System.Text;
using MiniKube.Cri.V1;

namespace MiniKube.CriShim.Simulated.Images;

/// <summary>An image that was "pulled"; all of it follows from its name.</summary>
internal sealed class SimulatedImage
{
    public SimulatedImage(ImageName name)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(name.ToString()));
        Id = "sha256:" + Convert.ToHexStringLower(hash);
        Tag = name.Tag is null ? "" : $"{name.Repository}:{name.Tag}";
        Digest = $"{name.Repository}@{name.Digest ?? "sha256:" + Convert.ToHexStringLower(SHA256.HashData(hash))}";
        SizeBytes = (1u << 20) + BitConverter.ToUInt16(hash);
    }

    public string Id { get; }

    /// <summary>Empty when the image was pulled by digest.</summary>
    public string Tag { get; }

    /// <summary>Repository and digest, as in a container's imageID.</summary>
    public string Digest { get; }

    public ulong SizeBytes { get; }

    public Image ToMessage()
    {
        var message = new Image { Id = Id, Size = SizeBytes, Spec = new ImageSpec(), RepoDigests = { Digest } };
        if (Tag.Length > 0)
        {
            message.RepoTags.Add(Tag);
        }

        return message;
    }
}
