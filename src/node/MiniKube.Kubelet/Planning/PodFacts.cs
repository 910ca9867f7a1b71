using k8s.Models;

namespace MiniKube.Kubelet.Planning;

/// <summary>Facts read off a pod's spec; absent lists read as empty.</summary>
internal static class PodFacts
{
    public const long DefaultGraceSeconds = 30;

    extension(V1Pod pod)
    {
        public IList<V1Container> Regulars => pod.Spec.Containers ?? [];

        public IList<V1Container> Inits => pod.Spec.InitContainers ?? [];

        /// <summary>Containers for debugging, added while the pod runs; each runs once.</summary>
        public IEnumerable<V1Container> Ephemerals => (pod.Spec.EphemeralContainers ?? []).Select(EphemeralContainers.AsContainer);

        public bool RestartsAlways => pod.Spec.RestartPolicy is null or "" or "Always";

        public bool RestartsNever => pod.Spec.RestartPolicy is "Never";

        public bool UsesHostNetwork => pod.Spec.HostNetwork is true;

        public bool IsDeleted => pod.Metadata.DeletionTimestamp is not null;

        public bool IsPhaseTerminal => pod.Status?.Phase is "Succeeded" or "Failed";

        public string Id => pod.Metadata.Uid;

        /// <summary>Seconds between TERM and KILL: what the deletion asked for, else what the spec says.</summary>
        public long GraceSeconds =>
            pod.Metadata.DeletionGracePeriodSeconds ?? pod.Spec.TerminationGracePeriodSeconds ?? DefaultGraceSeconds;

        public V1Container? FindContainer(string name) =>
            pod.Regulars.FirstOrDefault(container => string.Equals(container.Name, name, StringComparison.Ordinal))
            ?? pod.Inits.FirstOrDefault(container => string.Equals(container.Name, name, StringComparison.Ordinal))
            ?? pod.Ephemerals.FirstOrDefault(container => string.Equals(container.Name, name, StringComparison.Ordinal));

        public bool IsInit(string name) => pod.Inits.Any(container => string.Equals(container.Name, name, StringComparison.Ordinal));
    }

    extension(V1Container container)
    {
        /// <summary>An init container that stays: it starts in order with the others and runs for the whole life of the pod.</summary>
        public bool IsSidecar => container.RestartPolicy is "Always";
    }

    extension(V1PodStatus? status)
    {
        /// <summary>The status of a container of any sort, by name.</summary>
        public V1ContainerStatus? Find(string name) =>
            status?.ContainerStatuses?.FirstOrDefault(candidate => string.Equals(candidate.Name, name, StringComparison.Ordinal))
            ?? status?.InitContainerStatuses?.FirstOrDefault(candidate => string.Equals(candidate.Name, name, StringComparison.Ordinal))
            ?? status?.EphemeralContainerStatuses?.FirstOrDefault(candidate => string.Equals(candidate.Name, name, StringComparison.Ordinal));
    }
}
