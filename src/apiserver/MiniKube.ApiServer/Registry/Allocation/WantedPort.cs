using System.Text.Json.Nodes;

namespace MiniKube.ApiServer.Registry.Allocation;

/// <summary>A node port that a Service wants.</summary>
/// <param name="Asked">The port; 0 for any.</param>
/// <param name="Field">Where it is asked for.</param>
/// <param name="Name">The field of the holders that it goes into.</param>
/// <param name="Holders">What gets it.</param>
internal sealed record WantedPort(long Asked, string Field, string Name, JsonObject[] Holders);
