using k8s.Models;

namespace MiniKube.Controllers.Deployments;

/// <summary>A ReplicaSet that is to ask for another number of pods, or to note another size of its Deployment.</summary>
internal sealed record Resize(V1ReplicaSet ReplicaSet, int Replicas);
