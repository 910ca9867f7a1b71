namespace MiniKube.Kubelet.Probes;

/// <summary>What one probe run showed.</summary>
internal readonly record struct ProbeVerdict(bool IsSuccess, string Output);
