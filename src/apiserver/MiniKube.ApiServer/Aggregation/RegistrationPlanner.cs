using System.Text.Json.Nodes;
using MiniKube.ApiServer.Registry;

namespace MiniKube.ApiServer.Aggregation;

/// <summary>Decides what becomes of the APIServices of this server's own versions, by upstream's rules. Pure.</summary>
internal static class RegistrationPlanner
{
    /// <param name="current">The object that there is; null for none.</param>
    /// <param name="desired">The one that there shall be; null when this server does not answer for the version.</param>
    /// <param name="isStart">The server starts: what is marked to be put right on start is.</param>
    public static RegistrationPlan Plan(JsonObject? current, JsonObject? desired, bool isStart)
    {
        if (desired is not null && LocalApiService.ManagedBy(desired) == LocalApiService.OnStart && !isStart)
        {
            return RegistrationPlan.Keep.Instance;
        }

        if (current is null)
        {
            return desired is null ? RegistrationPlan.Keep.Instance : new RegistrationPlan.Create(desired);
        }

        return LocalApiService.ManagedBy(current) switch
        {
            "" => RegistrationPlan.Keep.Instance,
            LocalApiService.OnStart when !isStart => RegistrationPlan.Keep.Instance,
            _ when desired is null => new RegistrationPlan.Remove(current.Child("metadata").Text("uid")),
            _ when LocalApiService.SaysTheSame(current, desired) => RegistrationPlan.Keep.Instance,
            _ => new RegistrationPlan.Correct(desired),
        };
    }
}
