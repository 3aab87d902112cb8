namespace Commerce.Audit;

/// <summary>The trail of administration in this process.</summary>
internal static class AuditHosting
{
    public static void AddCommerceAudit(this IServiceCollection services) => services.AddSingleton<IAuditReads, AuditReads>();
}
