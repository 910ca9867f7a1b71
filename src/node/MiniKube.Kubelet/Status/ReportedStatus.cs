using k8s.Models;
using MiniKube.Client.Serialization;

namespace MiniKube.Kubelet.Status;

/// <summary>Knows what the API has been told of one pod, and so whether it must be told again.</summary>
internal sealed class ReportedStatus
{
    private V1PodStatus? _told;
    private string _answer = "";
    private string _answerVersion = "";

    /// <summary>True when the API would learn something, or when somebody else has changed what the kubelet told.</summary>
    public bool MustTell(V1Pod current, V1PodStatus status)
    {
        if (!ModelJson.AreEqual(_told, status))
        {
            return true;
        }

        // Only a newer object can show a foreign change; the informer may still be behind our own.
        return IsNewer(current.Metadata.ResourceVersion, _answerVersion) && !string.Equals(Essence(current.Status), _answer, StringComparison.Ordinal);
    }

    public void Told(V1PodStatus status, V1Pod answer) =>
        (_told, _answer, _answerVersion) = (status, Essence(answer.Status), answer.Metadata.ResourceVersion ?? "");

    private static bool IsNewer(string? version, string than) =>
        ulong.TryParse(version, out var left) && ulong.TryParse(than, out var right) && left > right;

    /// <summary>The part of a status that a foreign hand must not change.</summary>
    private static string Essence(V1PodStatus? status)
    {
        var owned = (status?.Conditions ?? []).Where(condition => condition.Type is "Ready" or "ContainersReady" or "Initialized")
            .OrderBy(condition => condition.Type, StringComparer.Ordinal)
            .Select(condition => $"{condition.Type}={condition.Status}");
        var containers = (status?.ContainerStatuses ?? []).Select(container => $"{container.Name}:{container.ContainerID}:{container.RestartCount}:{container.Ready}");
        return $"{status?.Phase}|{status?.PodIP}|{string.Join(',', owned)}|{string.Join(',', containers)}";
    }
}
