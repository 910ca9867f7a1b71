using System.Security.Cryptography;
using System.Text;
using k8s.Models;

namespace MiniKube.Kubelet.Planning;

/// <summary>Tells whether a container was made from what the pod now says. Only the image of a container may change in place, so only it counts.</summary>
internal static class ContainerHash
{
    public static string Of(V1Container container) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{container.Name}\n{container.Image}")).AsSpan(0, 8));
}
