package dev.headgate.server.command;

import picocli.CommandLine.Command;

/** What is to be done with the audit. */
@Command(
    name = "audit",
    description = "Verifies or exports the record of who did what.",
    mixinStandardHelpOptions = true,
    subcommands = {AuditVerifyCommand.class, AuditExportCommand.class})
public final class AuditCommand {}
